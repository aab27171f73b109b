/** States are lower case inside and upper case on the wire. */
export function upperCase<Text extends string>(text: Text): Uppercase<Text> {
  // the type of `toUpperCase` does not say which text comes out
  return text.toUpperCase() as Uppercase<Text>;
}
