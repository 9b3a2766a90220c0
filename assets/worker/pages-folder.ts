// Serves a folder of files below the path at which it is mounted, as an import of "assets:" does on Pages.

interface Context {
  request: Request;
  functionPath: string;
  env: { ASSETS: { fetch(request: Request): Promise<Response> } };
}

/** Makes the handler of a folder whose files lie among the assets, below the path `files`. */
export function pagesFolder(files: string) {
  return ({ request, functionPath, env }: Context): Promise<Response> => {
    const url = new URL(request.url);
    url.pathname = files + `/${url.pathname.replace(functionPath, "")}`.replace(/^\/\//, "/");
    return env.ASSETS.fetch(new Request(url.toString(), request));
  };
}
