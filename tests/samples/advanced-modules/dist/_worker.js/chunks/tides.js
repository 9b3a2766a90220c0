export const render = () => "<h1>Tides</h1><p>High at nine.</p>";
