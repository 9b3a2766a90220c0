export default function Home() {
  return (
    <main>
      <h1>Report desk</h1>
      <a href="/jobs">Ask for a report</a>
    </main>
  );
}
