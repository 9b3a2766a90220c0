import notice from "./notice.txt";

export const page = (body) => `<!doctype html><body>${body}<footer>${notice.trim()}</footer>`;
