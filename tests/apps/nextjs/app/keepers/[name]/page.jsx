export const runtime = "edge";

export default async function Keeper({ params }) {
  const { name } = await params;
  return <p>Keeper: {name}</p>;
}
