/** Models that are published elsewhere: how they are named, and what a registry tells of them. */
package dev.sirius.core.registry;
