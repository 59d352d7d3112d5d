"""Attributes that are kept unboxed, change kind, are deleted, or move to another class."""

class A:
    def __init__(self,a,b): self.a=a; self.b=b
x=A(1,2.5); y=A(3,4.5)
print(x.a,x.b,x.__dict__,y.a+1,y.b*2)
z=A(5,"s"); print(z.a,z.b); x.b=7; print(x.a,x.b); x.a="q"; print(x.a,x.b,y.a,y.b)
y.c=1; y.d=None; del y.a; print(y.__dict__, hasattr(y,'a'))
class S:
    __slots__=('p','q')
s=S(); s.p=1; s.q=2.0
del s.p
try: print(s.p)
except AttributeError as e: print(e)
s.p='x'; print(s.p,s.q)
b=A(True,10**30); print(b.a,b.b); b.a=False; print(b.a)
c=A(1,1); c.a=True; print(c.a, type(c.a)); c.b=10**40; print(c.b)
class B(A): pass
c.__class__=B; print(c.a,c.b,type(c).__name__)
n=A(float('nan'),0.0); print(n.a==n.a, n.a is n.a, n.a in [n.a], n.b is n.b, 0.0 is -0.0)
for i in range(40): setattr(n,'f%d'%i,i if i%3 else float(i))
print([getattr(n,'f%d'%i) for i in range(40)], len(vars(n)))
print(id(n.f1)==id(n.f1), id(n.f3)==id(n.f3))
class D: pass
d=D(); d.x=1; d.__dict__['y']=3; print(d.x,d.y); d.x=2.0; print(vars(d))
import sys
a = D(); b = D(); a.first = b.first = 1
print(next(iter(vars(a))) is next(iter(vars(b))), next(iter(vars(a))) is sys.intern('first'))
