// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code chaos run} in its plain forms, read without the library of the command line, which takes a
 * sixth of the time in which a small node starts. Plain is: each word an option by its full name,
 * its value the next word, each option once unless it is a list.
 *
 * <p>Everything else, and everything that is wrong, is left to the library, which has the grammar:
 * help, abbreviations, {@code --name=value}, quotes, files of arguments, messages. A test compares
 * the two over arguments of all kinds.
 */
public final class DirectRun {
  private static final String NAME = "run";

  private final RootCommand root;
  private final RunCommand run = new RunCommand();
  private final Set<String> once = new HashSet<>();

  private DirectRun(Shell shell) {
    root = new RootCommand(shell);
    run.root(root);
  }

  /** The call, or nothing if the library has to read the arguments. */
  public static Optional<Callable<Integer>> of(Shell shell, String... args) {
    return read(shell, args).map(command -> command);
  }

  static Optional<RunCommand> read(Shell shell, String... args) {
    if (!Arrays.asList(args).contains(NAME)) {
      return Optional.empty();
    }
    DirectRun direct = new DirectRun(shell);
    return direct.readAll(args) ? Optional.of(direct.run) : Optional.empty();
  }

  private boolean readAll(String... args) {
    boolean named = false;
    for (int i = 0; i < args.length; i++) {
      String word = args[i];
      if (!named && word.equals(NAME)) {
        named = true;
      } else if (!flag(word, named)) {
        i++;
        if (i == args.length || !plain(args[i]) || !valued(word, args[i], named)) {
          return false;
        }
      }
    }
    return named;
  }

  private static boolean plain(String value) {
    return !value.isEmpty()
        && "-@".indexOf(value.charAt(0)) < 0
        && value.indexOf('"') < 0
        && !value.equals(NAME);
  }

  private boolean flag(String word, boolean named) {
    if (word.equals("--json")) {
      root.json = true;
      return once.add(word);
    }
    if (!named) {
      return false;
    }
    switch (word) {
      case "-q", "--quiet" -> run.quiet = true;
      case "--init" -> run.init = true;
      case "--exit-when-ready" -> run.exitWhenReady = true;
      case "--stop-with-input" -> run.stopWithInput = true;
      default -> {
        return false;
      }
    }
    return once.add(word.equals("-q") ? "--quiet" : word);
  }

  private boolean valued(String option, String value, boolean named) {
    ConfigurationOptions options = run.configuration;
    try {
      if (option.equals("-d") || option.equals("--data")) {
        root.data = Path.of(value);
        return once.add("--data");
      }
      if (!named) {
        return false;
      }
      switch (option) {
        case "--name" -> {
          options.name = value;
          return once.add(option);
        }
        case "--config" -> {
          options.file = Path.of(value);
          return once.add(option);
        }
        case "-s", "--set" -> {
          int equals = value.indexOf('=');
          if (equals < 1) {
            return false;
          }
          options.set.put(value.substring(0, equals), value.substring(equals + 1));
          return true;
        }
        case "--feature" -> options.features = with(options.features, List.of(value));
        case "--listen" -> options.listen = with(options.listen, parts(value));
        case "--announce" -> options.announce = with(options.announce, parts(value));
        case "--bootstrap" -> options.bootstrap = with(options.bootstrap, parts(value));
        default -> {
          return false;
        }
      }
      return !value.startsWith(",") && !value.endsWith(",") && !value.contains(",,");
    } catch (InvalidPathException e) {
      return false; // the library says what is wrong with it
    }
  }

  private static List<String> parts(String value) {
    return Arrays.asList(value.split(","));
  }

  private static List<String> with(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
