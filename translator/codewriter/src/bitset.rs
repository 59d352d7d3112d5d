//! Sets of small numbers: registers, variables.

/// A set of small numbers, as bits.
#[derive(Clone, Debug, Default)]
pub struct BitSet {
    words: Vec<u64>,
}

impl BitSet {
    /// Adds a number; whether it is new.
    pub fn insert(&mut self, n: usize) -> bool {
        let (word, bit) = (n / 64, 1 << (n % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        new
    }

    /// Removes a number; whether it was there.
    pub fn remove(&mut self, n: usize) -> bool {
        let Some(word) = self.words.get_mut(n / 64) else { return false };
        let bit = 1 << (n % 64);
        let had = *word & bit != 0;
        *word &= !bit;
        had
    }

    /// Whether a number is in it.
    pub fn contains(&self, n: usize) -> bool {
        self.words.get(n / 64).is_some_and(|w| w >> (n % 64) & 1 == 1)
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.words.clear();
    }

    /// Adds all numbers of another set; whether one was new.
    pub fn union(&mut self, other: &BitSet) -> bool {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        let mut changed = false;
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            changed |= *b & !*a != 0;
            *a |= b;
        }
        changed
    }

    /// The numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let n = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(i * 64 + n)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_and_go() {
        let mut a = BitSet::default();
        assert!(a.insert(3) && a.insert(130) && !a.insert(3));
        let mut b = BitSet::default();
        b.insert(64);
        assert!(a.union(&b) && !a.union(&b));
        assert_eq!(a.iter().collect::<Vec<_>>(), [3, 64, 130]);
        assert!(a.remove(64) && !a.remove(64) && !a.remove(1000) && !a.contains(64) && a.contains(130));
        a.clear();
        assert_eq!(a.iter().count(), 0);
    }
}
