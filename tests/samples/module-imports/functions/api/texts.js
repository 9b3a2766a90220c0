import far from "../../data/note.txt";
import query from "../../data/ports.sql";
import near from "./note.txt";
import table from "./table.html";
import harmonics from "./harmonics.bin";

export const onRequest = () => Response.json({ far, near, query, table, harmonics: [...new Uint8Array(harmonics)] });
