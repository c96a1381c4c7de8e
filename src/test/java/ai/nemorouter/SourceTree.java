package ai.nemorouter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The project's own files as text, for the checks of house style. What git ignores is left out.
/// Each file is read, and its code found, once.
final class SourceTree {
  private static final Set<String> NOT_OURS =
      Set.of(".git", ".data", ".idea", ".vscode", ".settings", "target", "node_modules");

  private final Path root;
  private final List<Path> files;
  private final Map<Path, Source> sources = new HashMap<>();

  private SourceTree(Path root, List<Path> files) {
    this.root = root;
    this.files = files;
  }

  /// Tests run in the project's folder.
  static SourceTree ofProject() {
    Path root = Path.of("").toAbsolutePath();
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(root, new Collector(files));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SourceTree(root, files.stream().sorted().toList());
  }

  List<Path> files() {
    return files;
  }

  List<Source> sources(Collection<String> extensions) {
    return files.stream()
        .filter(file -> extensions.contains(extension(file)))
        .map(this::source)
        .toList();
  }

  List<Source> under(String folder, String extension) {
    Path top = root.resolve(folder);
    return files.stream()
        .filter(file -> file.startsWith(top) && extension(file).equals(extension))
        .map(this::source)
        .toList();
  }

  private Source source(Path file) {
    return sources.computeIfAbsent(file, this::read);
  }

  private Source read(Path file) {
    try {
      String path = root.relativize(file).toString().replace('\\', '/');
      return new Source(path, Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Not readable as UTF-8: " + file, e);
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// One text file. Lines are counted from 1.
  static final class Source {
    /// What a brace opens that opens no method; `LIST` is one of an annotation or an array.
    private static final int NO_METHOD = -1;

    private static final int LIST = -2;
    private static final Pattern NOT_CODE =
        Pattern.compile(
            "\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+'"
                + "|//[^\n]*|/\\*.*?\\*/",
            Pattern.DOTALL);
    private static final Pattern METHOD_HEAD =
        Pattern.compile(".*\\w\\s*\\(.*\\)\\s*(throws [\\w.,\\s]+)?", Pattern.DOTALL);
    private static final Pattern OTHER_HEAD =
        Pattern.compile(".*\\b(class|record|interface|enum|new)\\b.*", Pattern.DOTALL);

    private final String path;
    private final String text;
    private final List<String> lines;
    private @Nullable String code;

    private Source(String path, String text) {
      this.path = path;
      this.text = text;
      lines = text.lines().toList();
    }

    String path() {
      return path;
    }

    String text() {
      return text;
    }

    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    String extension() {
      return path.substring(path.lastIndexOf('.') + 1);
    }

    List<String> lines() {
      return lines;
    }

    int lineOf(int position) {
      return (int) text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }

    /// Java without its comments and literals: they become blanks, so every position stays.
    String code() {
      String found = code;
      if (found == null) {
        found = NOT_CODE.matcher(text).replaceAll(match -> match.group().replaceAll("[^\n]", " "));
        code = found;
      }
      return found;
    }

    /// Markdown without its fenced examples.
    Stream<String> linesOutsideFences() {
      boolean[] inFence = {false};
      return text.lines()
          .filter(line -> {
            if (line.strip().startsWith("```")) {
              inFence[0] = !inFence[0];
            }
            return !inFence[0];
          });
    }

    /// Blocks whose head ends with a parameter list, which may have lists in its annotations.
    /// Statements such as `if (…) {` are among them, which is harmless: they are never longer than
    /// the method around them.
    List<Block> methods() {
      String code = code();
      List<Block> methods = new ArrayList<>();
      Deque<Integer> open = new ArrayDeque<>();
      int headStart = 0;
      for (int i = 0; i < code.length(); i++) {
        char c = code.charAt(i);
        boolean ends = c == '{' || c == '}' || c == ';';
        if (c == '{') {
          String head = code.substring(headStart, i);
          ends = !head.stripTrailing().endsWith("=");
          open.push(ends ? isMethodHead(head) ? i : NO_METHOD : LIST);
        } else if (c == '}' && !open.isEmpty()) {
          int start = open.pop();
          ends = start != LIST;
          if (start >= 0) {
            methods.add(new Block(lineOf(start), lineOf(i) - lineOf(start) - 1));
          }
        }
        if (ends) {
          headStart = i + 1;
        }
      }
      return methods;
    }

    private static boolean isMethodHead(String head) {
      return METHOD_HEAD.matcher(head.strip()).matches() && !OTHER_HEAD.matcher(head).matches();
    }
  }

  /// A method's body: the line of its opening brace and the number of lines within.
  record Block(int line, int bodyLines) {}

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final List<Path> files;

    Collector(List<Path> files) {
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return NOT_OURS.contains(String.valueOf(folder.getFileName()))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !file.getFileName().toString().equals(".env")) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }

  static String textOf(List<Source> sources) {
    return sources.stream().map(Source::text).collect(Collectors.joining("\n"));
  }

  static boolean contains(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).find();
  }
}
