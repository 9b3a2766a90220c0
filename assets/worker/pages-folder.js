// Serves a folder of files below the path at which it is mounted, as an import of "assets:" does on Pages.

/** Makes the handler of a folder whose files lie among the assets, below the path `files`. */
export function pagesFolder(files) {
  return ({ request, functionPath, env }) => {
    const url = new URL(request.url);
    url.pathname = files + `/${url.pathname.replace(functionPath, "")}`.replace(/^\/\//, "/");
    return env.ASSETS.fetch(new Request(url.toString(), request));
  };
}
