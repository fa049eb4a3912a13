/** What a device has: memory, processor, accelerators, limits, each value with its origin. */
package dev.sirius.core.device;
