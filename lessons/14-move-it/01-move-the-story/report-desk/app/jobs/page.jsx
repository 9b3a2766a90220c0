export default function Jobs() {
  return (
    <form method="post" action="/api/jobs">
      <select name="kind">
        <option>sales</option>
        <option>stock</option>
      </select>
      <button>Start</button>
    </form>
  );
}
