// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where results and errors go. Results are for people, or, with {@code --json}, one JSON object a
 * line; errors go to the error stream in the same form. Safe for use by many threads.
 */
public final class Output {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;

  /** Prints to these streams. */
  public Output(PrintStream out, PrintStream err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Whether JSON is wanted. */
  public boolean json() {
    return json;
  }

  /** The error stream, for progress and remarks. */
  public PrintStream remarks() {
    return err;
  }

  /** One result: as JSON, or as that text. */
  public synchronized void result(Map<String, ?> object, String people) {
    out.println(json ? Json.write(object) : people);
    out.flush();
  }

  /** One result: as JSON, or its members, one a line. */
  public void result(Map<String, ?> object) {
    result(object, String.join(System.lineSeparator(), Table.block(object)));
  }

  /** Results of one kind: as JSON, or as a table, or that text if there is none. */
  public synchronized void results(
      List<? extends Map<String, ?>> rows, List<String> columns, String none) {
    if (json) {
      rows.forEach(row -> out.println(Json.write(row)));
    } else if (rows.isEmpty()) {
      out.println(none);
    } else {
      Table.lines(columns, rows).forEach(out::println);
    }
    out.flush();
  }

  /** Plain text, JSON or not. */
  public synchronized void text(String text) {
    out.println(text);
    out.flush();
  }

  /** A remark for people on the error stream; nothing with JSON. */
  public synchronized void remark(String text) {
    if (!json) {
      err.println(text);
      err.flush();
    }
  }

  /** Why the command ends, with what to do about it. */
  public synchronized void error(ExitCode code, String message, String remedy) {
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("code", code.word());
      error.put("exit_code", code.code());
      error.put("message", message);
      error.put("remedy", remedy);
      err.println(Json.write(Map.of("error", error)));
    } else {
      err.println("chaos: " + message);
      if (!remedy.isEmpty()) {
        err.println("       " + remedy);
      }
    }
    err.flush();
  }
}
