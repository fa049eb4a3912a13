/** How the core has a device's speed measured and remembered. */
package dev.sirius.core.plan.speed.port;
