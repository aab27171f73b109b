export function ApiPage() {
  return <h1>ApiPage</h1>;
}
