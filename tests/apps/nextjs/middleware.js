import { NextResponse } from "next/server";

export function middleware(request) {
  const response = NextResponse.next();
  response.headers.set("x-lamp", "lit");
  return response;
}

export const config = { matcher: "/keepers/:path*" };
