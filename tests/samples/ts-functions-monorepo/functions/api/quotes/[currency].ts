import { convert, isCurrency } from "../../../packages/money/src/index";
import { format } from "@money/format";
import type { Env } from "../../types";

export const onRequestGet: PagesFunction<Env, "currency"> = async ({ params, request, env }) => {
  const currency = String(params.currency).toUpperCase();
  if (!isCurrency(currency)) return Response.json({ error: `no such currency: ${currency}` }, { status: 404 });
  const cents = Number(new URL(request.url).searchParams.get("cents") ?? 10_000);
  const result = convert(cents, currency, Number(env.MARGIN_PERMILLE));
  return Response.json({ from: format(cents, env.BASE), to: format(result, currency) });
};
