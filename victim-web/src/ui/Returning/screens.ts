/** One piece of code for making a phrase and for giving it. */
export { KeepSheet, type KeepSheetProps } from "../KeepSheet/KeepSheet.tsx";
export { ReturnScreen, type ReturnScreenProps } from "../ReturnScreen/ReturnScreen.tsx";
