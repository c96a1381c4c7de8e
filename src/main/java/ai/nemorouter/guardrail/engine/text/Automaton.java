package ai.nemorouter.guardrail.engine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds all of many terms in one pass over a text, whatever their number (Aho and Corasick). Upper
/// and lower case are the same to it. The states lie in one array where that fits, and in a hash
/// table where a large alphabet would make the array too large. Immutable, so all requests share
/// it.
public final class Automaton {
  private static final int CELLS_MAX = 4_000_000;
  private static final int ROOT = 0;

  private final char[] columnOf = new char[Character.MAX_VALUE + 1];
  private final int columns;
  private final Transitions transitions;
  private final short[] depths;
  private final int[] termAt;
  private final int[] shorterTermAt;

  /// The state itself where a term ends, else the longest shorter one where one does.
  private final int[] firstTermAt;

  private final int[] lengths;

  /// The ASCII characters that a term can begin with.
  private final boolean[] beginnings = new boolean[0x80];

  /// @param terms what is to be found, folded; a term is known by its place in this list
  public Automaton(List<String> terms) {
    this.columns = assignColumns(terms);
    this.lengths = terms.stream().mapToInt(String::length).toArray();
    Trie trie = new Trie(terms);
    this.depths = trie.depths();
    this.termAt = trie.terms();
    int states = depths.length;
    int[] failures = new int[states];
    this.shorterTermAt = new int[states];
    boolean dense = (long) states * columns <= CELLS_MAX;
    this.transitions = dense ? new Table(states, columns) : new Hashed(trie.edges.size(), failures);
    link(trie, failures);
    for (int letter = 0; letter < beginnings.length; letter++) {
      int column = columnOf[letter];
      beginnings[letter] = column != 0 && transitions.next(ROOT, column) != ROOT;
    }
    this.firstTermAt = new int[states];
    for (int state = 1; state < states; state++) {
      firstTermAt[state] = termAt[state] >= 0 ? state : shorterTermAt[state];
    }
  }

  public interface Hits {
    /// @param start where the term begins, as a folded position
    void hit(int term, int start, int end);
  }

  /// Reports the terms that lie between two positions. Of several terms that end at the same place
  /// the longest comes first.
  ///
  /// @return where the longest beginning of a term starts that the text ends with; `to` if it ends
  ///   with none
  public int scan(Folded text, int from, int to, Hits hits) {
    return transitions instanceof Table table
        ? scan(table, text, from, to, hits)
        : scan(transitions, text, from, to, hits);
  }

  /// The same as for any transitions, with what each character costs kept small.
  private int scan(Table table, Folded text, int from, int to, Hits hits) {
    char[] chars = text.letters();
    int base = text.start();
    int[] cells = table.cells;
    char[] columnAt = columnOf;
    int[] found = firstTermAt;
    int width = columns;
    boolean[] begins = beginnings;
    int state = ROOT;
    for (int at = from; at < to; at++) {
      char letter = chars[at - base];
      if (state == ROOT && letter < 0x80 && !begins[letter]) {
        continue; // most of a text, where there are few terms
      }
      int column = columnAt[letter];
      state = column == 0 ? ROOT : cells[state * width + column];
      if (found[state] != ROOT) {
        report(state, at + 1, hits);
      }
    }
    return to - depths[state];
  }

  private int scan(Transitions any, Folded text, int from, int to, Hits hits) {
    int state = ROOT;
    for (int at = from; at < to; at++) {
      int column = columnOf[text.at(at)];
      state = column == 0 ? ROOT : any.next(state, column);
      if (firstTermAt[state] != ROOT) {
        report(state, at + 1, hits);
      }
    }
    return to - depths[state];
  }

  private void report(int state, int end, Hits hits) {
    for (int found = firstTermAt[state]; found != ROOT; found = shorterTermAt[found]) {
      hits.hit(termAt[found], end - lengths[termAt[found]], end);
    }
  }

  private int assignColumns(List<String> terms) {
    int next = 1;
    for (String term : terms) {
      for (int index = 0; index < term.length(); index++) {
        char lower = Character.toLowerCase(term.charAt(index));
        if (columnOf[lower] == 0) {
          columnOf[lower] = (char) next++;
        }
      }
    }
    for (int letter = 0; letter <= Character.MAX_VALUE; letter++) {
      char lower = Character.toLowerCase((char) letter);
      if (columnOf[letter] == 0) {
        columnOf[letter] = columnOf[lower];
      }
    }
    return next;
  }

  /// Gives each state, from the shallow to the deep, what it does where its term goes on no longer.
  private void link(Trie trie, int[] failures) {
    for (int state = 0; state < depths.length; state++) {
      for (Edge edge : trie.children.get(state)) {
        transitions.put(state, edge.column, edge.to);
      }
    }
    List<Integer> inOrder = trie.breadthFirst();
    for (int state : inOrder) {
      for (Edge edge : trie.children.get(state)) {
        int failure = state == ROOT ? ROOT : transitions.next(failures[state], edge.column);
        failures[edge.to] = failure;
        shorterTermAt[edge.to] = termAt[failure] >= 0 ? failure : shorterTermAt[failure];
      }
      transitions.finish(state, failures[state]);
    }
  }

  private record Edge(int column, int to) {}

  /// The terms as a tree, one state for each beginning of a term.
  private final class Trie {
    private final Map<Long, Integer> edges = new HashMap<>();
    private final List<List<Edge>> children = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<Integer> deep = new ArrayList<>();

    Trie(List<String> terms) {
      add(0);
      for (int term = 0; term < terms.size(); term++) {
        insert(terms.get(term), term);
      }
    }

    private int add(int depth) {
      children.add(new ArrayList<>(1));
      ends.add(-1);
      deep.add(depth);
      return children.size() - 1;
    }

    private void insert(String word, int term) {
      if (word.isEmpty() || word.length() > Short.MAX_VALUE) {
        throw new IllegalArgumentException("A term has 1 to 32767 characters");
      }
      int state = ROOT;
      for (int index = 0; index < word.length(); index++) {
        int column = columnOf[word.charAt(index)];
        Integer next = edges.get(key(state, column));
        if (next == null) {
          next = add(index + 1);
          edges.put(key(state, column), next);
          children.get(state).add(new Edge(column, next));
        }
        state = next;
      }
      if (ends.get(state) >= 0) {
        throw new IllegalArgumentException("The same term twice");
      }
      ends.set(state, term);
    }

    private List<Integer> breadthFirst() {
      List<Integer> inOrder = new ArrayList<>(children.size());
      inOrder.add(ROOT);
      for (int index = 0; index < inOrder.size(); index++) {
        for (Edge edge : children.get(inOrder.get(index))) {
          inOrder.add(edge.to);
        }
      }
      return inOrder;
    }

    private short[] depths() {
      short[] depths = new short[deep.size()];
      for (int state = 0; state < depths.length; state++) {
        depths[state] = deep.get(state).shortValue();
      }
      return depths;
    }

    private int[] terms() {
      return ends.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private static long key(int state, int column) {
    return (long) state << 16 | column;
  }

  private sealed interface Transitions {
    int next(int state, int column);

    void put(int state, int column, int to);

    /// All edges of the state are there, and all of shallower states are finished.
    void finish(int state, int failure);
  }

  private static final class Table implements Transitions {
    private final int[] cells;
    private final int columns;

    Table(int states, int columns) {
      this.cells = new int[states * columns];
      this.columns = columns;
    }

    @Override
    public int next(int state, int column) {
      return cells[state * columns + column];
    }

    @Override
    public void put(int state, int column, int to) {
      cells[state * columns + column] = to;
    }

    @Override
    public void finish(int state, int failure) {
      if (state == ROOT) {
        return;
      }
      for (int column = 1; column < columns; column++) {
        if (cells[state * columns + column] == ROOT) {
          cells[state * columns + column] = cells[failure * columns + column];
        }
      }
    }
  }

  private static final class Hashed implements Transitions {
    private final long[] keys;
    private final int[] values;
    private final int mask;
    private final int[] failures;

    Hashed(int edges, int[] failures) {
      int size = Integer.highestOneBit(Math.max(edges, 4)) * 4;
      this.keys = new long[size];
      this.values = new int[size];
      this.mask = size - 1;
      this.failures = failures;
      Arrays.fill(keys, -1);
    }

    @Override
    public int next(int state, int column) {
      int from = state;
      while (true) {
        int to = edge(key(from, column));
        if (to != ROOT || from == ROOT) {
          return to;
        }
        from = failures[from];
      }
    }

    private int edge(long key) {
      int slot = slot(key);
      while (keys[slot] != -1) {
        if (keys[slot] == key) {
          return values[slot];
        }
        slot = slot + 1 & mask;
      }
      return ROOT;
    }

    private int slot(long key) {
      return (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    }

    @Override
    public void put(int state, int column, int to) {
      long key = key(state, column);
      int slot = slot(key);
      while (keys[slot] != -1) {
        slot = slot + 1 & mask;
      }
      keys[slot] = key;
      values[slot] = to;
    }

    @Override
    public void finish(int state, int failure) {
      // The failures are read where they are needed.
    }
  }
}
