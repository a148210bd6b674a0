import type { Reply } from "../../http.ts";
import { users } from "../collections.ts";
import { GraphError, invalidValue, notFound, notImplemented } from "../errors.ts";
import { found, userOf } from "../lookup.ts";
import { countReply, entityReply, listReply } from "../odata/query.ts";
import { type Call, noContent, type Route } from "../operation.ts";
import { NEEDS } from "../privileges.ts";
import { userView } from "../views.ts";

/** https://learn.microsoft.com/graph/api/resources/user */
export const userRoutes: Route[] = [
  { method: "GET", path: "/users", needs: NEEDS.readUsers, run: list },
  { method: "GET", path: "/users/$count", needs: NEEDS.readUsers, run: count },
  { method: "GET", path: "/users/{id}", needs: NEEDS.readUsers, run: get },
  { method: "PATCH", path: "/users/{id}", needs: NEEDS.writeUsers, run: update },
  { method: "POST", path: "/users/{id}/revokeSignInSessions", needs: NEEDS.revokeSessions, run: revokeSessions },
  { method: "GET", path: "/users/{id}/manager", needs: NEEDS.readUsers, run: manager },
  { method: "GET", path: "/me", needs: NEEDS.anyToken, run: me },
];

function list(call: Call): Reply {
  return listReply(call, call.state.users.map(userView), users);
}

function count(call: Call): Reply {
  return countReply(call, call.state.users.map(userView), users);
}

function get(call: Call): Reply {
  return entityReply(call, userView(userOf(call)), users);
}

/** Of a user only whether the account is enabled can be changed here: it decides who may sign in. */
function update(call: Call): Reply {
  const user = userOf(call);
  const { accountEnabled, ...others } = call.body;
  const [other] = Object.keys(others).filter((name) => !name.includes("@"));
  if (other !== undefined) throw notImplemented(`PATCH /users/{id} with ${other}`);
  if (typeof accountEnabled !== "boolean") throw invalidValue("accountEnabled", "User");
  user.properties.accountEnabled = accountEnabled;
  return noContent;
}

/** https://learn.microsoft.com/graph/api/user-revokesigninsessions: what was issued before now is no longer good. */
function revokeSessions(call: Call): Reply {
  userOf(call).properties.signInSessionsValidFromDateTime = call.now.toISOString();
  return { status: 200, body: { "@odata.context": `${call.url}/${call.version}/$metadata#Edm.Boolean`, value: true } };
}

/** Nobody in this directory has one. */
function manager(call: Call): Reply {
  userOf(call);
  throw notFound("manager");
}

function me(call: Call): Reply {
  const { userId } = call.caller;
  if (userId === undefined)
    throw new GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");

  return entityReply(
    call,
    userView(
      found(
        call.state.users.find(({ id }) => id === userId),
        userId,
      ),
    ),
    users,
  );
}
