/**
 * How fast a model will run: bytes read and arithmetic done for each token, against what the device
 * was measured or is published to do. Every estimate is a range and says what it rests on.
 */
package dev.sirius.core.plan.speed;
