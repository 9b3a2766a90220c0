const tides = { high: "06:12", low: "12:31" };

export default {
  fetch() {
    return Response.json(tides, { headers: { "cache-control": "max-age=600" } });
  },
};
