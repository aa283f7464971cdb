/** The order in which the situations are offered. */
import type { Situation } from "@abri/contract";

export const SITUATIONS: readonly Situation[] = ["home", "online", "school"];
