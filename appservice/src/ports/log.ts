/** The log: a fixed sentence and fields out of this list, nothing else. Never text, name, address, token or victim's user ID. */
export interface LogFields {
  readonly conversation?: string;
  readonly job?: string;
  readonly task?: string;
  readonly tries?: number;
  readonly status?: number;
  readonly code?: string;
  readonly method?: string;
  /** The template of a path, never the path itself. */
  readonly route?: string;
  readonly homeserver?: string;
  readonly corps?: string;
  readonly port?: number;
  readonly count?: number;
  readonly ms?: number;
  readonly phase?: string;
  readonly migration?: string;
}

export interface Log {
  info(what: string, fields?: LogFields): void;
  warn(what: string, fields?: LogFields): void;
  /** Of the error only its name, its code and where it was thrown are written: messages can carry data. */
  error(what: string, error: unknown, fields?: LogFields): void;
}
