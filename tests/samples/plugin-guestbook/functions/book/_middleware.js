import guestbook from "guestbook";

export const onRequest = guestbook({ title: "Visitors" });
