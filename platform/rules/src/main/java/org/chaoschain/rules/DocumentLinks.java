// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the links of the documents: each that leads to a place in the project leads to a file or
 * folder that is there, and to a heading of it if it names one.
 */
final class DocumentLinks {
  private static final Set<String> LEFT_OUT = Set.of("target", "node_modules");
  private static final Pattern LINK = Pattern.compile("\\]\\(\\s*<?([^)\\s>]+)>?[^)]*\\)");
  private static final Pattern CODE = Pattern.compile("(`+)[^`].*?\\1");
  private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}\\s+(.*?)\\s*#*\\s*");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-zA-Z][a-zA-Z+.-]*:.*");

  private final Path root;
  private final Map<Path, Set<String>> anchors = new HashMap<>();

  private DocumentLinks(Path root) {
    this.root = root;
  }

  /**
   * What is wrong with the links of all Markdown files below a folder, one line each: file, line,
   * link, reason.
   */
  static List<String> broken(Path root) throws IOException {
    DocumentLinks links = new DocumentLinks(root);
    List<String> broken = new ArrayList<>();
    for (Path file : documents(root)) {
      links.check(file, broken);
    }
    return broken;
  }

  private static List<Path> documents(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            boolean hidden = !folder.equals(root) && name.startsWith(".");
            return hidden || LEFT_OUT.contains(name)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().sorted().toList();
  }

  private void check(Path file, List<String> broken) throws IOException {
    List<String> lines = text(file);
    for (int i = 0; i < lines.size(); i++) {
      Matcher link = LINK.matcher(CODE.matcher(lines.get(i)).replaceAll(""));
      while (link.find()) {
        String reason = reason(file, link.group(1));
        if (!reason.isEmpty()) {
          broken.add(
              "%s:%d links to %s: %s"
                  .formatted(root.relativize(file), i + 1, link.group(1), reason));
        }
      }
    }
  }

  private String reason(Path file, String link) throws IOException {
    if (ELSEWHERE.matcher(link).matches()) {
      return "";
    }
    String[] parts = link.split("#", 2);
    String path = URLDecoder.decode(parts[0].replace("+", "%2B"), StandardCharsets.UTF_8);
    Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
    if (!target.startsWith(root) || !Files.exists(target)) {
      return "there is no " + (target.startsWith(root) ? root.relativize(target) : target);
    }
    if (parts.length == 2 && target.toString().endsWith(".md")) {
      return anchorsOf(target).contains(parts[1])
          ? ""
          : root.relativize(target) + " has no heading for it";
    }
    return "";
  }

  private Set<String> anchorsOf(Path file) throws IOException {
    Set<String> known = anchors.get(file);
    if (known == null) {
      known = new HashSet<>();
      for (String line : text(file)) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
          String slug = slug(heading.group(1));
          String anchor = slug;
          for (int i = 1; !known.add(anchor); i++) {
            anchor = slug + "-" + i;
          }
        }
      }
      anchors.put(file, known);
    }
    return known;
  }

  /** The anchor that the usual renderers give a heading. */
  private static String slug(String heading) {
    return heading
        .replaceAll("\\]\\([^)]*\\)", "]")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  /** The lines of a file; those of code blocks are empty. */
  private static List<String> text(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    String fence = "";
    for (String line : Files.readAllLines(file)) {
      String start =
          line.strip().startsWith("```") ? "```" : line.strip().startsWith("~~~") ? "~~~" : "";
      boolean code = !fence.isEmpty() || !start.isEmpty();
      if (fence.isEmpty()) {
        fence = start;
      } else if (fence.equals(start)) {
        fence = "";
      }
      lines.add(code ? "" : line);
    }
    return lines;
  }
}
