export async function onRequestGet(context) {
  context.passThroughOnException();
  throw new Error("the sensor does not answer");
}
