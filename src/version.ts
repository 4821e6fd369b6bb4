declare const RT_SIDEBAND_VERSION: string | undefined;

/** The version of this package; the build fills it in. */
const version = typeof RT_SIDEBAND_VERSION === 'string' ? RT_SIDEBAND_VERSION : '0.0.0-dev';

/** How this program names itself in headers and recordings. */
export const tool = `rt-sideband/${version}`;
