export function onRequestGet() {
  throw new Error("The points at Basel are frozen.");
}
