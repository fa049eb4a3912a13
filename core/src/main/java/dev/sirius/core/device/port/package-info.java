/** How the core asks for the facts of a device. */
package dev.sirius.core.device.port;
