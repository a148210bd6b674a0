package peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.SubjectTerm;
import jakarta.mail.util.ByteArrayDataSource;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Jakarta Mail, the library that AEM sends and reads mail with, on the mail servers of the local tenant. */
class MailTest {
    private static final byte[] ATTACHMENT = {'%', 'P', 'D', 'F', '-', 0, (byte) 0xff, '\r', '\n', '.', '\r', '\n'};

    private static Peer peer;
    private static String mailbox;
    private static String token;
    private static String graphToken;

    @BeforeAll
    static void readSettings() throws Exception {
        peer = new Peer();
        mailbox = peer.setting("mailbox");
        token = peer.setting("token");
        graphToken = peer.setting("graphToken");
    }

    @Test
    @DisplayName("sends a message with an attachment, and reads it by IMAP")
    void imap() throws Exception {
        String subject = send(mailbox, mailbox);
        try (Store store = peer.connected(peer.imap(), "imaps", mailbox, token);
                Folder inbox = peer.inbox(store, Folder.READ_WRITE)) {
            Message[] found = inbox.search(new SubjectTerm(subject));
            assertEquals(1, found.length);
            assertContents(found[0]);
            found[0].setFlag(Flags.Flag.DELETED, true);
            assertEquals(1, inbox.expunge().length);
        }
    }

    @Test
    @DisplayName("sends a message with an attachment, and reads it by POP")
    void pop() throws Exception {
        String subject = send(mailbox, mailbox);
        try (Store store = peer.connected(peer.pop(true), "pop3s", mailbox, token);
                Folder inbox = peer.inbox(store, Folder.READ_WRITE)) {
            int found = 0;
            for (Message message : inbox.getMessages()) {
                if (subject.equals(message.getSubject())) {
                    found += 1;
                    assertContents(message);
                    message.setFlag(Flags.Flag.DELETED, true);
                }
            }
            assertEquals(1, found);
        }
    }

    @Test
    @DisplayName("opens a shared mailbox with the token of a person who has access to it")
    void sharedMailbox() throws Exception {
        String shared = peer.setting("shared");
        String subject = send(shared, shared);
        try (Store store = peer.connected(peer.imap(), "imaps", shared, token);
                Folder inbox = peer.inbox(store, Folder.READ_ONLY)) {
            assertEquals(1, inbox.search(new SubjectTerm(subject)).length);
        }
    }

    @Test
    @DisplayName("is refused by IMAP with a token for Microsoft Graph")
    void graphTokenByImap() {
        assertRefused("AUTHENTICATE failed.", () -> peer.connected(peer.imap(), "imaps", mailbox, graphToken));
    }

    @Test
    @DisplayName("is refused by POP with a token for Microsoft Graph")
    void graphTokenByPop() {
        assertRefused(
                "Authentication failure: unknown user name or bad password.",
                () -> peer.connected(peer.pop(true), "pop3s", mailbox, graphToken));
    }

    @Test
    @DisplayName("is refused by SMTP with a token for Microsoft Graph")
    void graphTokenBySmtp() {
        assertRefused("535 5.7.3 Authentication unsuccessful [localhost]", () -> connectedTransport(mailbox, graphToken));
    }

    @Test
    @DisplayName("is refused by POP unless it is told of the two lines")
    void popInOneLine() {
        assertRefused(
                "Protocol error. Connection is closed. 10",
                () -> peer.connected(peer.pop(false), "pop3s", mailbox, token));
    }

    /** Sends from a mailbox to an address and returns the subject, which no other message has. */
    private static String send(String from, String to) throws MessagingException {
        String subject = "Peer " + UUID.randomUUID();
        MimeMessage message = new MimeMessage((Session) null);
        message.setFrom(new InternetAddress(from));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject);
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Grüße von der anderen Seite", "UTF-8");
        MimeBodyPart attachment = new MimeBodyPart();
        attachment.setDataHandler(
                new jakarta.activation.DataHandler(new ByteArrayDataSource(ATTACHMENT, "application/pdf")));
        attachment.setFileName("form.pdf");
        message.setContent(new MimeMultipart(text, attachment));
        message.saveChanges();
        try (Transport transport = connectedTransport(from, token)) {
            transport.sendMessage(message, message.getAllRecipients());
        }
        return subject;
    }

    private static Transport connectedTransport(String user, String accessToken) throws MessagingException {
        Transport transport = peer.smtp().getTransport("smtp");
        transport.connect(user, accessToken);
        return transport;
    }

    private static void assertContents(Message message) throws Exception {
        Multipart parts = (Multipart) message.getContent();
        assertEquals(2, parts.getCount());
        assertEquals("Grüße von der anderen Seite", parts.getBodyPart(0).getContent());
        Part attachment = parts.getBodyPart(1);
        assertEquals("form.pdf", attachment.getFileName());
        assertArrayEquals(ATTACHMENT, attachment.getInputStream().readAllBytes());
    }

    private static void assertRefused(String words, org.junit.jupiter.api.function.Executable attempt) {
        AuthenticationFailedException refusal = assertThrows(AuthenticationFailedException.class, attempt);
        assertEquals(words, refusal.getMessage().strip());
    }
}
