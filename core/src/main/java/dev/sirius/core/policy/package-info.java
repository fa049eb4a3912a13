/** Which level suits a device, and why. */
package dev.sirius.core.policy;
