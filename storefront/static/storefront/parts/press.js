/* What a press of a button does: once, however often it is tapped, and failures are told. */

import { replace, signInAddress } from "../router.js";
import { toast } from "./toast.js";

/** A listener that runs `work` unless it is running; a Problem becomes a toast.

    `otherwise` may take a problem instead: it returns true if it has seen to it. */
export function press(work, otherwise = () => false) {
  let isRunning = false;
  return async (event) => {
    event?.preventDefault?.();
    const button = event?.submitter ?? event?.currentTarget;
    if (isRunning) return;
    isRunning = true;
    button?.setAttribute("aria-busy", "true");
    try {
      await work(event);
    } catch (problem) {
      if (problem.code === undefined) throw problem;
      if (await otherwise(problem)) return;
      if (problem.needsSignIn) replace(signInAddress());
      toast(problem.message, "bad");
    } finally {
      isRunning = false;
      button?.removeAttribute("aria-busy");
    }
  };
}
