export default function Home() {
  return <h1>Lighthouse log</h1>;
}
