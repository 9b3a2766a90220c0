import add from "data/add.wasm?module";
import ports from "data/ports.json";

export const onRequest = async (): Promise<Response> => {
  const { exports } = await WebAssembly.instantiate(add);
  const twice = (exports as { add(a: number, b: number): number }).add;
  return Response.json(ports.map(({ port, metres }) => ({ port, metres: twice(metres, metres) })));
};
