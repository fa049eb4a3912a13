/** How the core has measurements of models remembered. */
package dev.sirius.core.verify.port;
