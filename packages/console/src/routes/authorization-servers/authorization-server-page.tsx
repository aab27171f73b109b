export function AuthorizationServerPage() {
  return <h1>AuthorizationServerPage</h1>;
}
