/** Every platform that works, one line each. */
import type { Platform } from './platform.ts'
import { twitch } from './twitch/index.ts'

export const platforms: readonly Platform[] = [twitch]
