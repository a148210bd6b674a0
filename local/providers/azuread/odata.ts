/** A string literal of OData: quoted, its quotes doubled (OData 4.01, part 2, section 5.1.1.6.1). */
export function odataText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
