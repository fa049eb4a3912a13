/**
 * The port of the device probe: this machine through its system files, OSHI and vendor tools; a
 * device file; what somebody states.
 */
@NullMarked
package dev.sirius.adapters.device;

import org.jspecify.annotations.NullMarked;
