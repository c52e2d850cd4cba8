/**
 * What every answer to our own page says beside its body. The policy is DESIGN 6's, word for word; `socket` is the one
 * address that the web host's page may connect to besides.
 */
export const contentSecurityPolicy = (socket?: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' emote:",
    "font-src 'self'",
    socket === undefined ? "connect-src 'self'" : `connect-src 'self' ${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

/** An image opened as a page of its own can do nothing. */
export const imagePolicy = "default-src 'none'; sandbox"

// Everything a page can ask a browser for but writing to the clipboard, which "copy code" needs. Left out is what
// Chromium knows on some systems only and complains about on the others (bluetooth, web-share): it asks the person anyway.
const deniedFeatures = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]

export const permissionsPolicy = [...deniedFeatures.map((feature) => `${feature}=()`), 'clipboard-write=(self)'].join(
  ', ',
)

/** For an answer without a page: nothing may happen in it. */
export const emptyPolicy = "default-src 'none'"

export const securityHeaders = (policy: string): Readonly<Record<string, string>> => ({
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': permissionsPolicy,
})
