import { ERROR_STATUS, type ErrorCode } from "@abri/contract";
import type { Response } from "express";

/** `reason` is for the widget's own words: one of a few, never text. */
export function refuse(response: Response, code: ErrorCode, reason: string): void {
  response.status(ERROR_STATUS[code]).json({ errcode: code, error: reason, reason });
}
