export interface Env {
  BASE: string;
  MARGIN_PERMILLE: number;
}
