export function CreateAppPage() {
  return <h1>CreateAppPage</h1>;
}
