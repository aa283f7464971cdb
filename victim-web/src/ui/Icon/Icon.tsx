/** The page's icons: those of Lucide (ISC licence) that it uses, and no others. Always beside words, so hidden from screen readers. */
import {
  ArrowLeft,
  ArrowUp,
  BookOpen,
  BookOpenText,
  Check,
  CheckCheck,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  Clock,
  Ellipsis,
  Globe,
  House,
  Image,
  Lock,
  LogOut,
  MapPin,
  MessageCircle,
  Pencil,
  PhoneCall,
  Plus,
  RotateCw,
  Smartphone,
  UserRound,
  Users,
} from "lucide";
import { memo } from "react";
import { Drawing } from "./Drawing.tsx";
import "./Icon.css";

const ICONS = {
  home: House,
  online: Smartphone,
  school: BookOpen,
  exit: LogOut,
  next: ChevronRight,
  back: ArrowLeft,
  send: ArrowUp,
  talk: MessageCircle,
  lock: Lock,
  sent: Check,
  read: CheckCheck,
  waiting: Clock,
  failed: CircleAlert,
  call: PhoneCall,
  language: Globe,
  again: RotateCw,
  easy: BookOpenText,
  open: ChevronDown,
  person: UserRound,
  add: Plus,
  picture: Image,
  place: MapPin,
  write: Pencil,
  more: Ellipsis,
  people: Users,
} as const;

export type IconName = keyof typeof ICONS;

/** Those that point somewhere are mirrored where one reads from right to left. */
const POINTING: ReadonlySet<IconName> = new Set<IconName>(["exit", "next", "back"]);

export const Icon = memo(function Icon({ name }: { readonly name: IconName }) {
  return <Drawing node={ICONS[name]} className={POINTING.has(name) ? "icon pointing" : "icon"} />;
});
