/** Every port is a base plus a fixed offset, so that two systems run side by side on one machine. */
export const DEFAULT_PORT_BASE = 8080;

const OFFSETS = {
  victimWeb: 0,
  officerWeb: 1,
  element: 2,
  admin: 3,
  metrics: 4,
  postgres: 5,
  appservice: 6,
  victimsClient: 10,
  victimsFederation: 11,
  policeClient: 20,
  policeFederation: 21,
  gendarmerieClient: 30,
  gendarmerieFederation: 31,
} as const;

export type PortName = keyof typeof OFFSETS;
export type Ports = Readonly<Record<PortName, number>>;

export const PORT_NAMES = Object.keys(OFFSETS) as PortName[];

/** @throws RangeError when a port would leave 1–65535. */
export function portsFrom(base: number): Ports {
  if (!Number.isInteger(base) || base < 1 || base + Math.max(...Object.values(OFFSETS)) > 65_535)
    throw new RangeError(`the port base must be a whole number between 1 and 65504, not ${base}`);
  return Object.fromEntries(PORT_NAMES.map((name) => [name, base + OFFSETS[name]])) as Record<PortName, number>;
}
