/** How the core has answers compared. */
package dev.sirius.core.quality.port;
