export const onRequestGet = ({ data }) => Response.json({ count: 1, ...data });
