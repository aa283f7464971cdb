/**
 * Imported before all else: zod tries `new Function` when the first schema is made, which the content security policy refuses and reports
 * (`securitypolicyviolation`).
 */
import { config } from "zod/v4/core";

config({ jitless: true });
