class Growers {
  names = ["Ada", "Bo"];
  list(): Response {
    return Response.json(this.names);
  }
}

const growers = new Growers();
export const everyone = growers.list.bind(growers);
