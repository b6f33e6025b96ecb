package dev.tollgate.bench;

/** A part of the run with its own servers, which has ended them when it returns. */
interface Section {

    void run() throws Exception;
}
