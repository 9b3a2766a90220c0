import add from "../../data/add.wasm";

export async function onRequestGet({ request }) {
  const { searchParams } = new URL(request.url);
  const instance = await WebAssembly.instantiate(add);
  return Response.json(instance.exports.add(Number(searchParams.get("a") ?? 2), Number(searchParams.get("b") ?? 3)));
}
